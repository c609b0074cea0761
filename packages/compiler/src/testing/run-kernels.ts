/** What tests of kernels run them by. */
export { placesOf, runKernels } from '../interpret/run-kernels.ts'
