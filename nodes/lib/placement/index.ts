/** Placing, following, listing and canceling orders: where rules and api meet. */
export { placeOrder, type Placement, type PlacementOptions, type PlacementParts } from './place-order';
export { findOrder, listAllOrders, type ListOptions, type OrderList } from './list-orders';
export {
  cancelOrder,
  cancelOutcomes,
  type Cancellation,
  type CancelOutcome,
  type CancelParts,
} from './cancel-order';
